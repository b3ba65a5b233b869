/* Interactive charts. The server's drawing is complete without this file; when the reader turns to it, a Plotly figure made
   from the same numbers is laid over it. If anything fails, the drawing stays. */

const from = JSON.parse(document.getElementById("charts-from")?.textContent ?? "null");
const charts = new Map();
const asked = new WeakSet();
let library;

function arrival(element) {
  return new Promise((resolve, reject) => {
    element.addEventListener("load", resolve, { once: true });
    element.addEventListener("error", () => reject(new Error(`not loaded: ${element.src || element.href}`)), {
      once: true,
    });
    document.head.append(element);
  });
}

/* Scripts arrive side by side, and run in the order in which they were asked for. */
function script(src) {
  return arrival(Object.assign(document.createElement("script"), { src, async: false }));
}

/* Plotly looks for this link and, seeing its class, adds no style element, which the page's policy would refuse. */
function styles() {
  const link = document.createElement("link");
  return arrival(
    Object.assign(link, {
      rel: "stylesheet",
      id: "plotly.js-style-global",
      className: "no-inline-styles",
      href: from.style,
    }),
  );
}

async function load() {
  await Promise.all([styles(), script(from.script), from.words && script(from.words), document.fonts.ready]);
  return window.Plotly;
}

function plotly() {
  library ??= load();
  return library;
}

/* `var(--name)` becomes what the style sheet says now: light, dark, this language. */
function filled(value, style) {
  if (typeof value === "string") {
    const name = /^var\((--[\w-]+)\)$/.exec(value)?.[1];
    return name ? style.getPropertyValue(name).trim() : value;
  }
  if (Array.isArray(value)) {
    return value.map((entry) => filled(entry, style));
  }
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, filled(entry, style)]));
  }
  return value;
}

function coloured(host, figure) {
  const { data, layout } = figure;
  return filled({ data, layout }, getComputedStyle(host));
}

function written(host) {
  return JSON.parse(host.querySelector('script[type="application/json"]').textContent);
}

async function draw(host) {
  if (asked.has(host)) {
    return;
  }
  asked.add(host);
  const drawing = host.querySelector("svg.chart");
  const live = document.createElement("div");
  live.className = "chart-live";
  live.setAttribute("role", "img");
  live.setAttribute("aria-label", drawing.getAttribute("aria-label"));
  try {
    const Plotly = await plotly();
    const figure = written(host);
    const { data, layout } = coloured(host, figure);
    host.append(live);
    await Plotly.newPlot(live, data, layout, { ...figure.config, locale: from.locale });
    host.classList.add("is-live");
    charts.set(host, { figure, live });
  } catch (error) {
    live.remove();
    console.warn("The chart stays as the server drew it.", error);
  }
}

async function recolour() {
  const Plotly = await plotly();
  for (const [host, { figure, live }] of charts) {
    const { data, layout } = coloured(host, figure);
    await Plotly.react(live, data, layout);
  }
}

/* ---------- when ----------
   The library weighs more than all the rest: it is fetched when a reader points at a figure, touches it, comes to it with the
   keyboard or scrolls to it, and not before. */
function start() {
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) {
        seen.unobserve(target);
        draw(target);
      }
    }
  });
  let scrolled = false;
  const watch = () => {
    scrolled = true;
    document.querySelectorAll("[data-chart]").forEach((host) => seen.observe(host));
  };
  if (scrollY) {
    watch();
  } else {
    addEventListener("scroll", watch, { once: true, passive: true });
  }
  for (const sign of ["pointerover", "focusin"]) {
    document.addEventListener(sign, ({ target }) => {
      const host = target.closest?.(".fig")?.querySelector("[data-chart]");
      if (host) {
        draw(host);
      }
    });
  }
  document.addEventListener("page:shown", () => {
    for (const host of charts.keys()) {
      if (!host.isConnected) {
        charts.delete(host);
      }
    }
    if (scrolled) {
      watch();
    }
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    if (charts.size) {
      recolour();
    }
  });
}

/* Not at all for readers who save data: the drawing says the same. */
if (from && !navigator.connection?.saveData) {
  start();
}
