/* Asks for confirmation in a dialog over the page instead of on one of its own. The server makes
   the form either way. */

const FLASH_MILLIS = 15000;

let flashing;

function dialog() {
  let found = document.getElementById("dialog");
  if (!found) {
    found = document.createElement("dialog");
    found.id = "dialog";
    found.setAttribute("aria-labelledby", "change-title");
    document.body.append(found);
  }
  return found;
}

/* Shows the form of a page; false where it has none. */
function ask(page) {
  const form = page.querySelector("form#change");
  if (!form) return false;
  const place = dialog();
  place.replaceChildren(document.adoptNode(form));
  if (!place.open) place.showModal();
  return true;
}

/* A field is called action, too, and goes before the attribute in form.action. */
function actionOf(form) {
  return form.getAttribute("action");
}

async function askFor(form, button) {
  const body = new URLSearchParams(new FormData(form));
  if (button && button.name) body.append(button.name, button.value);
  try {
    const { page } = await fetchPage(actionOf(form), { method: "POST", body });
    ask(page);
  } catch {
    tellLive(false);
  }
}

/* What came of a change is told long enough to be read twice. */
function forgetFlash() {
  clearTimeout(flashing);
  flashing = setTimeout(() => document.getElementById("flash").replaceChildren(), FLASH_MILLIS);
}

async function confirmChange(form) {
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetchPage(actionOf(form), { method: "POST", body });
    if (ask(answer.page)) return;
    dialog().close();
    visits++;
    show(answer);
    for (const box of document.querySelectorAll("#selection input:checked")) box.checked = false;
    forgetFlash();
  } catch {
    button.disabled = false;
    tellLive(false);
  }
}

function startChanges() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-change]")) {
      event.preventDefault();
      askFor(form, event.submitter);
    } else if (form.id === "change" && form.closest("dialog")) {
      event.preventDefault();
      if (form.method === "post") {
        confirmChange(form);
      } else {
        dialog().close(); // A refusal: its button leads back here.
      }
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("dialog #cancel")) {
      event.preventDefault();
      dialog().close();
    }
  });
  document.addEventListener("change", (event) => {
    if (event.target.id === "select-all") {
      for (const box of document.querySelectorAll('#selection tbody input[type="checkbox"]')) {
        box.checked = event.target.checked;
      }
    }
  });
}

document.addEventListener("DOMContentLoaded", startChanges);
