using Tasker.Caching.Simulation.Running;

return Campaign.Run(CampaignOptions.Parse(args), Console.Out);
