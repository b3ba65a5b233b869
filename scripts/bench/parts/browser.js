/* Before anything of the page runs: notes what the browser measures. */
window.bench = { fcp: 0, lcp: 0, cls: 0, blocked: 0, chart: 0 };

const noting = (type, note) => {
  new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
};

noting("paint", (entry) => {
  if (entry.name === "first-contentful-paint") {
    window.bench.fcp = entry.startTime;
  }
});
noting("largest-contentful-paint", (entry) => {
  window.bench.lcp = entry.startTime;
});
noting("layout-shift", (entry) => {
  window.bench.cls += entry.hadRecentInput ? 0 : entry.value;
});
/* What a task takes beyond 50 ms keeps the reader waiting. */
noting("longtask", (entry) => {
  window.bench.blocked += Math.max(entry.duration - 50, 0);
});

/* A frame that holds a chart is the first in which it can be seen. */
const look = (now) => {
  const chart = document.querySelector("svg.chart");
  if (chart && chart.getBoundingClientRect().height > 0) {
    window.bench.chart = now;
  } else {
    requestAnimationFrame(look);
  }
};
requestAnimationFrame(look);
