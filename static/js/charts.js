/* Interactive charts. The server's drawing is complete without this file; a Plotly figure made from the same numbers
   is laid over it when it comes near the view. If anything fails, the drawing stays. */

const from = JSON.parse(document.getElementById("charts-from").textContent);
const charts = new Map();
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

function script(src) {
  return arrival(Object.assign(document.createElement("script"), { src }));
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
  await styles();
  await script(from.script);
  if (from.words) {
    await script(from.words);
  }
  await document.fonts.ready;
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

/* ---------- downloads: title, unit, source, date and licence stand inside the image ---------- */
const IMAGE = { width: 960, side: 28, levels: 230, letters: 34, title: 18, small: 12, line: 18 };

function plain(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

/* Plotly does not wrap. Characters of East Asian scripts count twice. */
function lines(text, most) {
  const rows = [""];
  let used = 0;
  for (const piece of text.match(/[\u3000-\u9fff\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef]+\s*|\s+/g) ?? []) {
    const breadth = /[\u3000-\uffef]/.test(piece) ? 2 : piece.length;
    if (used && used + breadth > most) {
      rows.push("");
      used = 0;
    }
    rows[rows.length - 1] += piece;
    used += breadth;
  }
  return rows.map((entry) => entry.trimEnd());
}

function row(text, shift, size, ink, { top, aside, weight = 400 }) {
  const rtl = document.documentElement.dir === "rtl";
  return {
    text: plain(text),
    x: rtl ? 1 : 0,
    y: top ? 1 : 0,
    xref: "paper",
    yref: "paper",
    xanchor: rtl ? "right" : "left",
    align: rtl ? "right" : "left",
    yanchor: "middle",
    xshift: rtl ? 0 : -aside,
    yshift: shift,
    showarrow: false,
    font: { family: "var(--sans)", size, color: `var(${ink})`, weight },
  };
}

/* The levels of a rubric are words beside the plot on the page; in an image they need a place. */
function rubric(figure) {
  const count = figure.levels.length;
  if (!count) {
    return {};
  }
  const words = figure.levels.map((level) => lines(level, IMAGE.letters).map(plain).join("<br>"));
  const middles = figure.levels.map((_, rank) => count - rank - 0.5);
  return { tickvals: middles, ticktext: words, showticklabels: true, ticklabelstandoff: 8 };
}

function framed(figure) {
  const { width, side, title, small, line } = IMAGE;
  const { layout } = figure;
  const heads = lines(figure.title, 88);
  const notes = figure.notes.flatMap((note) => lines(note, 140));
  const aside = figure.levels.length ? IMAGE.levels : 0;
  const rows = [];
  let shift = layout.margin.t + 16;
  rows.push(row(figure.unit, shift, small, "--ink-2", { top: true, aside }));
  for (const text of heads.reverse()) {
    shift += title + 6;
    rows.push(row(text, shift, title, "--ink", { top: true, aside, weight: 600 }));
  }
  const above = shift + title + 6;
  shift = -layout.margin.b - 8;
  for (const text of notes) {
    shift -= line;
    rows.push(row(text, shift, small, "--ink-3", { top: false, aside }));
  }
  const below = -shift + line;
  return {
    data: figure.data,
    layout: {
      ...layout,
      width,
      height: layout.height - layout.margin.t - layout.margin.b + above + below,
      margin: { ...layout.margin, t: above, b: below, l: side + aside, r: side },
      paper_bgcolor: "var(--paper)",
      yaxis: { ...layout.yaxis, ...rubric(figure) },
      annotations: [...(layout.annotations ?? []), ...rows],
    },
  };
}

async function download(button) {
  const host = document.getElementById(button.dataset.chartId).querySelector("[data-chart]");
  const figure = written(host);
  const format = button.dataset.download;
  const { width } = IMAGE;
  const image = filled(framed(figure), getComputedStyle(host));
  const Plotly = await plotly();
  const href = await Plotly.toImage(image, {
    format,
    width,
    height: image.layout.height,
    scale: format === "png" ? 2 : 1,
  });
  Object.assign(document.createElement("a"), { href, download: `${figure.code}.${format}` }).click();
}

/* ---------- when ---------- */
function start() {
  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting) {
          near.unobserve(target);
          draw(target);
        }
      }
    },
    { rootMargin: "200px" },
  );
  const watch = () => document.querySelectorAll("[data-chart]").forEach((host) => near.observe(host));
  watch();
  document.addEventListener("page:shown", () => {
    for (const host of charts.keys()) {
      if (!host.isConnected) {
        charts.delete(host);
      }
    }
    watch();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    if (charts.size) {
      recolour();
    }
  });
}

for (const button of document.querySelectorAll("[data-download]")) {
  button.hidden = false;
  button.addEventListener("click", () => download(button));
}

/* After the first paint; and not at all for readers who save data: the drawing says the same. */
if (!navigator.connection?.saveData) {
  requestAnimationFrame(() => setTimeout(start));
}
