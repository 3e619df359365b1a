/* Filters and sorts without leaving the page: the server does both, its answer is put in place. */

let visits = 0;
let visiting = false;

async function fetchPage(url, options) {
  const response = await fetch(url, options);
  const text = await response.text();
  return { url: response.url, page: new DOMParser().parseFromString(text, "text/html") };
}

/* Shows what is at an address of this page; false where there is nothing to show. */
async function visit(url) {
  const mine = ++visits;
  visiting = true;
  try {
    const answer = await fetchPage(url);
    return mine === visits && show(answer);
  } catch {
    return false; // The proxy is not there, which the mark of the live view tells.
  } finally {
    visiting = false;
  }
}

function show({ url, page }) {
  const main = page.querySelector("main[data-version]");
  if (!main) return false;
  morph(document.querySelector("main"), main);
  document.title = page.title;
  const address = new URL(url);
  address.searchParams.delete("done");
  history.replaceState(null, "", address);
  return true;
}

function visitFilter(form) {
  const query = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...query]) {
    if (!value) query.delete(name);
  }
  visit("?" + query);
}

function startVisits() {
  let typing;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-visit]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      visit(link.href);
    }
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id === "filter") {
      event.preventDefault();
      visitFilter(event.target);
    }
  });
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.id === "filter") {
      clearTimeout(typing);
      typing = setTimeout(() => visitFilter(form), 200);
    }
  });
}

document.addEventListener("DOMContentLoaded", startVisits);
