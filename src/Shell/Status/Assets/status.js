// Replaces the parts of the page that have changed. Without this script the page loads itself again from time to time.
"use strict";
(() => {
  const live = document.getElementById("live");
  const waiting = new Map();

  function say(words, isOn) {
    if (live.textContent !== words) {
      live.textContent = words;
    }
    live.classList.toggle("on", isOn);
  }

  // What finds the thing that has the focus again in a new part: a heading that opens, or a link.
  function focused(part) {
    const active = document.activeElement;
    return !part.contains(active) ? null
      : active.matches("details[id] > summary") ? "#" + CSS.escape(active.parentElement.id) + " > summary"
      : active.matches("a[href]") ? "a[href=\"" + CSS.escape(active.getAttribute("href")) + "\"]"
      : "";
  }

  function hasSelection(part) {
    const selection = document.getSelection();
    return selection && !selection.isCollapsed && part.contains(selection.anchorNode);
  }

  function show(id, html) {
    const old = document.getElementById(id);
    if (!old) {
      return;
    }
    // Nothing is taken from under the hands of a person: where the focus cannot be put back, or something is selected, the part waits.
    const fresh = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
    const focus = focused(old);
    if (hasSelection(old) || (focus !== null && (focus === "" || !fresh.querySelector(focus)))) {
      waiting.set(id, html);
      return;
    }
    waiting.delete(id);
    for (const open of old.querySelectorAll("details[open][id]")) {
      const same = fresh.querySelector("#" + CSS.escape(open.id));
      if (same) {
        same.open = true;
      }
    }
    old.replaceWith(fresh);
    if (focus) {
      fresh.querySelector(focus).focus({ preventScroll: true });
    }
  }

  function showWaiting() {
    for (const [id, html] of [...waiting]) {
      show(id, html);
    }
  }

  const source = new EventSource("/events" + location.search);
  source.addEventListener("open", () => say("live", true));
  source.addEventListener("part", event => {
    const { id, html } = JSON.parse(event.data);
    show(id, html);
  });
  source.addEventListener("error", () => say(source.readyState === EventSource.CLOSED ? "not live: load the page again" : "connecting", false));
  document.addEventListener("focusout", () => setTimeout(showWaiting));
  document.addEventListener("selectionchange", () => setTimeout(showWaiting));
  addEventListener("pagehide", () => source.close());
})();
