/* Keeps the page live: once a second the server sends what has changed since this page's version. */

const SILENCE_MILLIS = 5000;
const RETRY_MILLIS = 2000;

let stream;
let lastNews = 0;
let retry;

function openStream() {
  const main = document.querySelector("main[data-version]");
  closeStream();
  if (!main || document.hidden) return;
  lastNews = Date.now();
  stream = new EventSource(main.dataset.events + "?since=" + main.dataset.version);
  stream.addEventListener("change", (event) => take(JSON.parse(event.data)));
  stream.onerror = () => {
    closeStream();
    tellLive(false);
    retry = setTimeout(openStream, RETRY_MILLIS);
  };
}

function closeStream() {
  clearTimeout(retry);
  if (stream) stream.close();
  stream = undefined;
}

function take(news) {
  const main = document.querySelector("main[data-version]");
  lastNews = Date.now();
  tellLive(true);
  if (Number(main.dataset.version) > news.version) return;
  if (!document.querySelector('script[src$="' + news.build + '"]')) {
    location.reload(); // Another version runs now.
    return;
  }
  if (main.dataset.structure !== String(news.structure)) {
    if (!visiting) visit(location.href);
    return;
  }
  let moved = false;
  for (const [id, row] of Object.entries(news.rows)) {
    const element = document.getElementById(id);
    if (element) {
      moved ||= row.state !== undefined && element.dataset.state !== row.state;
      changeRow(element, row);
    } else if (row.state !== undefined) {
      moved = true;
    }
  }
  main.dataset.version = news.version;
  document.title = news.title + " \u00b7 Forebay";
  announce(news.headline);
  // What a filter shows may be another set of rows now.
  if (moved && location.search && !visiting) visit(location.href);
}

function changeRow(element, row) {
  if (row.state !== undefined) element.dataset.state = row.state;
  if (row.admin) element.dataset.admin = row.admin;
  for (const [index, html] of Object.entries(row.cells)) {
    // The first cell of a row is its head.
    const place = element.tagName === "TR" ? element.cells[Number(index) + 1] : element;
    morphContent(place, html);
  }
}

/* Says the news to those who cannot see them, once. */
function announce(headline) {
  const place = document.getElementById("announce");
  if (place.dataset.said === undefined) {
    place.dataset.said = headline;
  } else if (place.dataset.said !== headline) {
    place.dataset.said = headline;
    place.textContent = headline;
  }
}

function tellLive(live) {
  const place = document.getElementById("live");
  const state = live ? "on" : "off";
  if (place.dataset.state === state) return;
  place.dataset.state = state;
  place.textContent = live ? "Live" : "Not live: the connection is lost, trying again";
}

function startLive() {
  if (!document.querySelector("main[data-version]")) return;
  openStream();
  document.addEventListener("visibilitychange", openStream);
  window.addEventListener("pagehide", closeStream);
  window.addEventListener("pageshow", (event) => event.persisted && openStream());
  setInterval(() => {
    if (stream && Date.now() - lastNews > SILENCE_MILLIS) {
      tellLive(false);
      openStream();
    }
  }, 1000);
}

document.addEventListener("DOMContentLoaded", startLive);
