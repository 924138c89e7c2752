// Asks how far the preparation is, until it is over.
const PAUSE = 2000;
const LONGEST_PAUSE = 30000;

async function refresh(panel, pause) {
  let next = PAUSE;
  if (document.hidden) {
    next = pause;
  } else {
    try {
      const response = await fetch(panel.dataset.mediaStatus, {
        headers: { "X-Requested-With": "XMLHttpRequest" },
      });
      // Signed out, or the item was deleted: asking again would not help.
      if (response.redirected || response.status === 403 || response.status === 404) return;
      if (!response.ok) throw new Error(response.statusText);
      const html = await response.text();
      if (html !== panel.dataset.shown) panel.innerHTML = html;
      panel.dataset.shown = html;
    } catch {
      next = Math.min(pause * 2, LONGEST_PAUSE);
    }
  }
  plan(panel, next);
}

function plan(panel, pause) {
  if (panel.querySelector("[data-state]")?.dataset.state !== "goes-on") return;
  setTimeout(() => refresh(panel, pause), pause);
}

for (const panel of document.querySelectorAll("[data-media-status]")) plan(panel, PAUSE);
