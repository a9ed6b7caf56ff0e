using Garnet;

// Garnet as a process of its own, so that a test can stop and kill it as it does a redis-server. It takes garnet-server's arguments.
using var server = new GarnetServer(args);
server.Start();
Console.WriteLine("Garnet is up.");
Thread.Sleep(Timeout.Infinite);
