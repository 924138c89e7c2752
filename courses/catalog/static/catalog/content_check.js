// Asks what is to be mended in the lesson as it stands in the form, whenever it has changed.
(() => {
  const PAUSE = 700;

  const start = () => {
    const panel = document.querySelector("[data-content-check]");
    const form = document.querySelector("[data-edit-form]");
    if (!panel || !form) return;
    const summary = panel.querySelector("[data-content-check-summary]");
    const failed = panel.querySelector("[data-content-check-failed]");
    const list = panel.querySelector("[data-content-check-list]");
    const counter = document.querySelector(
      '[data-side-panel-toggle="content-check"] [data-side-panel-toggle-counter]',
    );
    let waiting;
    let asking;
    let asked;

    const show = ({ count, summary: sentence, html }) => {
      panel.classList.toggle("content-check-clean", count === 0);
      // Read aloud only when it says something new.
      if (summary.textContent !== sentence) summary.textContent = sentence;
      list.innerHTML = html;
      if (counter) {
        counter.textContent = count;
        counter.hidden = count === 0;
      }
    };

    const check = async () => {
      const data = new URLSearchParams(new FormData(form));
      if (data.toString() === asked) return;
      asked = data.toString();
      asking?.abort();
      asking = new AbortController();
      try {
        const response = await fetch(panel.dataset.url, {
          method: "POST",
          body: data,
          signal: asking.signal,
        });
        if (!response.ok) throw new Error(response.statusText);
        show(await response.json());
        failed.hidden = true;
      } catch (error) {
        if (error.name === "AbortError") return;
        failed.hidden = false;
        asked = undefined;
      }
    };

    const checkSoon = () => {
      clearTimeout(waiting);
      waiting = setTimeout(check, PAUSE);
    };

    // Wagtail says when the form has changed, but only after a while, and not after a refused save.
    for (const name of ["w-unsaved:add", "w-unsaved:clear", "w-unsaved:watch-edits"])
      document.addEventListener(name, checkSoon);
    for (const name of ["input", "keyup"]) form.addEventListener(name, checkSoon);
    check();
  };

  // By then all fields stand in the form.
  if (document.readyState === "complete") start();
  else window.addEventListener("load", start);
})();
