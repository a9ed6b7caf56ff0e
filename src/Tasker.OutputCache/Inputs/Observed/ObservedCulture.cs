using System.Globalization;
using Microsoft.AspNetCore.Localization;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Inputs.Observed;

/// <summary>The culture that was chosen for the request. The current one is in the key; another one is not.</summary>
internal sealed class ObservedCulture(InputObservation observation, IRequestCultureFeature culture) : IRequestCultureFeature
{
    private readonly bool _isInKey = culture.RequestCulture.Culture.Name == CultureInfo.CurrentCulture.Name && culture.RequestCulture.UICulture.Name == CultureInfo.CurrentUICulture.Name;

    public RequestCulture RequestCulture => Noted.RequestCulture;

    public IRequestCultureProvider? Provider => Noted.Provider;

    private IRequestCultureFeature Noted
    {
        get
        {
            if (!_isInKey)
            {
                observation.Note(InputKind.Request, RequestInput.Culture);
            }

            return culture;
        }
    }
}
