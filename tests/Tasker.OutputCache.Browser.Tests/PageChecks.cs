namespace Tasker.OutputCache.Browser.Tests;

/// <summary>What a checker of accessibility would ask of a page, written small. Each returns what is wrong.</summary>
internal static class PageChecks
{
    /// <summary>Texts whose contrast to what lies behind them is less than 4.5, from the styles in force.</summary>
    public const string FaintTexts = """
        () => {
          const parse = text => { const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number); return { r, g, b, a }; };
          const over = (top, below) => ({ r: top.r * top.a + below.r * (1 - top.a), g: top.g * top.a + below.g * (1 - top.a), b: top.b * top.a + below.b * (1 - top.a), a: 1 });
          const behind = element => {
            if (!element) return { r: 255, g: 255, b: 255, a: 1 };
            const own = parse(getComputedStyle(element).backgroundColor);
            return own.a === 1 ? own : over(own, behind(element.parentElement));
          };
          const part = value => { value /= 255; return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4; };
          const light = ({ r, g, b }) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
          const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((m, n) => n - m); return (x + 0.05) / (y + 0.05); };
          const opacity = element => element ? Number(getComputedStyle(element).opacity) * opacity(element.parentElement) : 1;
          const faint = [];
          let seen = 0;
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const element = walker.currentNode.parentElement;
            if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest("script, noscript, .unseen, datalist")) continue;
            const style = getComputedStyle(element);
            const color = parse(element instanceof SVGElement ? style.fill : style.color);
            const ground = behind(element);
            const found = contrast(over({ ...color, a: color.a * opacity(element) }, ground), ground);
            seen++;
            if (found < 4.5) faint.push(`${found.toFixed(2)} ${element.tagName} "${walker.currentNode.data.trim().slice(0, 40)}"`);
          }
          for (const field of document.querySelectorAll("input, textarea")) {
            if (!field.checkVisibility() || ["radio", "checkbox"].includes(field.type)) continue;
            for (const pseudo of [null, "::placeholder"]) {
              const style = getComputedStyle(field, pseudo);
              const ground = behind(field);
              const color = parse(style.color);
              const found = contrast(over({ ...color, a: color.a * Number(style.opacity) }, ground), ground);
              if (found < 4.5) faint.push(`${found.toFixed(2)} ${field.name}${pseudo ?? ""}`);
            }
          }
          return seen > 50 ? faint : [`Only ${seen} texts were found.`];
        }
        """;

    /// <summary>Controls and landmarks that have no name.</summary>
    public const string NamelessControls = """
        () => {
          const text = element => element?.textContent.trim() ?? "";
          const name = element =>
            element.getAttribute("aria-label")?.trim()
            || (element.getAttribute("aria-labelledby") ?? "").split(" ").map(id => id && text(document.getElementById(id))).join("")
            || [...element.labels ?? []].map(text).join("")
            || (element.matches("fieldset") ? text(element.querySelector("legend")) : "")
            || (element.matches("table") ? text(element.caption) : "")
            || (element.matches("a, button, summary, [role=status], th") ? text(element) : "");
          return [...document.querySelectorAll("a, button, input, textarea, select, summary, fieldset, table, section, nav, dialog, [tabindex='0']:not(pre), [role=img], [role=region], [role=slider], th")]
            .filter(element => element.checkVisibility() && !name(element))
            .map(element => element.outerHTML.slice(0, 120));
        }
        """;

    /// <summary>Headings out of order, landmarks that are missing, ids used twice, headers of tables without a scope.</summary>
    public const string Structure = """
        () => {
          const wrong = [];
          let level = 0;
          for (const heading of document.querySelectorAll("h1, h2, h3, h4")) {
            if (!heading.checkVisibility()) continue;
            const next = Number(heading.tagName[1]);
            if (next > level + 1) wrong.push(`h${next} after h${level}: ${heading.textContent}`);
            if (!heading.textContent.trim()) wrong.push(`empty ${heading.tagName}`);
            level = next;
          }
          for (const name of ["h1", "main", "body > header", "body > footer", "title"])
            if (document.querySelectorAll(name).length !== 1) wrong.push(`there is not one ${name}`);
          if (!document.documentElement.lang) wrong.push("no language");
          const ids = [...document.querySelectorAll("[id]")].map(element => element.id);
          wrong.push(...ids.filter((id, i) => ids.indexOf(id) !== i).map(id => `two #${id}`));
          wrong.push(...[...document.querySelectorAll("th:not([scope])")].map(header => `no scope: ${header.textContent}`));
          wrong.push(...[...document.querySelectorAll("[onclick], script:not([src]), style")].map(element => `inline: ${element.outerHTML.slice(0, 80)}`));
          wrong.push(...[...document.querySelectorAll("button, input, a")].filter(element => element.checkVisibility() && !element.closest(".unseen, .skip") && element.getBoundingClientRect().height < 13).map(element => `too small: ${element.outerHTML.slice(0, 80)}`));
          return wrong;
        }
        """;

    /// <summary>Parts of the page that one has to scroll sideways to see all of.</summary>
    public const string TooWide = """
        () => [document.documentElement, ...document.querySelectorAll(".scroll")]
          .filter(element => element.checkVisibility() && element.scrollWidth > element.clientWidth)
          .map(element => `${element.getAttribute("aria-label") ?? element.tagName}: ${element.scrollWidth} in ${element.clientWidth}`)
        """;

    /// <summary>Parts of the page that scroll by themselves, which a thumb on a phone gets caught in.</summary>
    public const string ScrolledWithin = """
        () => [...document.querySelectorAll("main *")]
          .filter(element => element.checkVisibility() && ["auto", "scroll"].includes(getComputedStyle(element).overflowY) && element.scrollHeight > element.clientHeight + 1 && element.tagName !== "TEXTAREA")
          .map(element => `${element.getAttribute("aria-label") ?? element.tagName}: ${element.scrollHeight} in ${element.clientHeight}`)
        """;

    /// <summary>Gives every control that the Tab key should reach a mark, and returns the marks.</summary>
    public const string Focusable = """
        () => {
          const groups = new Set();
          const controls = [...document.querySelectorAll("a[href], button, input, textarea, select, summary, [tabindex='0']")].filter(element => {
            if (!element.checkVisibility() || element.disabled || element.closest("dialog")) return false;
            if (element.type !== "radio") return true;
            if (!element.checked || groups.has(element.name)) return false;
            groups.add(element.name);
            return true;
          });
          return controls.map((element, i) => element.dataset.place = `${i} ${element.tagName} ${(element.id || element.name || element.textContent).trim().slice(0, 30)}`);
        }
        """;

    /// <summary>Returns the mark of the control that has the focus, and whether one sees that it has.</summary>
    public const string Focused = """
        () => {
          const element = document.activeElement;
          if (!element.dataset.place) return ["none", "seen"];
          const style = getComputedStyle(element);
          return [element.dataset.place, style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1 ? "seen" : "unseen"];
        }
        """;
}
