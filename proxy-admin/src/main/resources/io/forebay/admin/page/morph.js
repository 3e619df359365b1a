/* Makes a part of the page like another one and touches only what differs, so that the focus, what
   is ticked and what is selected stay. */

function morph(old, fresh) {
  if (old.nodeName !== fresh.nodeName) {
    old.replaceWith(fresh);
  } else if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
  } else if (!old.isEqualNode(fresh)) {
    morphAttributes(old, fresh);
    morphChildren(old, fresh);
  }
}

function morphAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

/* Children with an id are the same where the id is, wherever they stand. */
function morphChildren(old, fresh) {
  const known = new Map();
  for (const child of old.children) {
    if (child.id) known.set(child.id, child);
  }
  let at = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    const mine = next.id ? known.get(next.id) : undefined;
    if (mine) {
      if (mine === at) {
        at = at.nextSibling;
      } else {
        old.insertBefore(mine, at);
      }
      morph(mine, next);
    } else if (at && !at.id && !next.id && at.nodeName === next.nodeName) {
      const after = at.nextSibling;
      morph(at, next);
      at = after;
    } else {
      old.insertBefore(next, at);
    }
  }
  while (at) {
    const after = at.nextSibling;
    at.remove();
    at = after;
  }
}

/* Makes the content of an element what this markup says. Whoever serves it has escaped it. */
function morphContent(element, html) {
  const fresh = element.cloneNode(false);
  fresh.innerHTML = html;
  morphChildren(element, fresh);
}
