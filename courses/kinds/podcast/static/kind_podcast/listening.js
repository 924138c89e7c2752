// An extra: notes what is really heard, sends it now and then, and goes on where somebody stopped.
const tenth = (time) => Math.round(time * 10) / 10;
// As the server's: 1:02:09.
const clock = (time) => new Date(time * 1000).toISOString().slice(11, 19).replace(/^(00:0?|0)/, "");

// As on the server.
const join = (intervals) => {
  const joined = [];
  for (const [from, to] of [...intervals].sort((one, other) => one[0] - other[0])) {
    const last = joined.at(-1);
    if (last && from - last[1] <= 1) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
};
const total = (intervals) => intervals.reduce((sum, [from, to]) => sum + to - from, 0);

// Browsers have crypto.randomUUID on https alone, and a school's own network may have none.
const uuid = () => "xxxxxxxxxxxx4xxx8xxxxxxxxxxxxxxx".replace(/x/g, () => (crypto.getRandomValues(new Uint8Array(1))[0] & 15).toString(16));

const listen = (card) => {
  const audio = card.querySelector("audio[data-recording]");
  const activity = card.closest(".activity");
  const form = card.querySelector("form");
  if (!audio || !form) return;
  const { dataset } = card;
  dataset.ready = "yes";
  const [lesson, id] = form.action.split("/").slice(-3);
  // A phone may be shared.
  const key = `heard:${activity.dataset.learner}:${lesson}:${id}`;
  // Private windows may keep nothing.
  const attempt = (what) => {
    try {
      return what();
    } catch {}
  };
  let waiting = attempt(() => JSON.parse(localStorage[key])) || [];
  const keep = () => attempt(() => (localStorage[key] = JSON.stringify(waiting)));

  let all = join([...JSON.parse(dataset.heard), ...waiting.flatMap((one) => one.payload.heard)]);
  let fresh = [];
  let run, moved, sending;
  // A stream has no end.
  const length = () => +dataset.seconds || audio.duration % 86400 || 0;

  const show = () => {
    const now = run ? join([...all, [run.from, run.to]]) : all;
    card.querySelector("[data-progress]").textContent = dataset.said
      .replace("{heard}", clock(total(now)))
      .replace("{length}", clock(length()));
    const tap = card.querySelector("[data-tap]");
    if (tap) tap.hidden = true;
  };
  const begin = () => {
    run = { from: audio.currentTime, to: audio.currentTime, at: performance.now() };
  };
  const end = () => {
    if (run) {
      const one = [tenth(run.from), tenth(Math.min(run.to, length()))];
      if (one[1] > one[0]) {
        fresh.push(one);
        all = join([...all, one]);
      }
    }
    run = null;
  };
  const follow = () => {
    if (!run || audio.seeking) return;
    const now = performance.now();
    const step = audio.currentTime - run.to;
    // Faster than the clock is a leap.
    if (audio.playbackRate > 2 || step < 0 || step > ((now - run.at) / 1000) * audio.playbackRate + 1) {
      end();
      if (!audio.paused) begin();
    } else {
      run.to = audio.currentTime;
      run.at = now;
      show();
    }
  };

  const collect = () => {
    end();
    if (!audio.paused && !audio.seeking) begin();
    if (!fresh.length && !moved) return;
    const payload = { heard: join(fresh), position: tenth(Math.min(audio.currentTime, length())) };
    if (!+dataset.seconds && length()) payload.length = tenth(length());
    waiting.push({ id: uuid(), lesson, activity: id, payload, occurred_at: new Date().toISOString() });
    waiting = waiting.slice(-999);
    fresh = [];
    moved = false;
    keep();
  };

  const finish = async () => {
    const done = card.querySelector("[data-outcome] .done");
    if (done || total(all) < (length() * dataset.share) / 100) return;
    const html = await (await fetch(location.href)).text();
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const selector of [`#${activity.id} [data-outcome]`, ".lesson > .chips", ".foot"]) {
      const next = page.querySelector(selector);
      if (next) document.querySelector(selector)?.replaceWith(next);
    }
    show();
  };

  const send = async (leaving) => {
    collect();
    if (!waiting.length || (sending && !leaving)) return;
    sending = true;
    try {
      const response = await fetch("/api/progress/events", {
        method: "POST",
        keepalive: leaving,
        headers: { "X-CSRFToken": card.querySelector("[name=csrfmiddlewaretoken]").value },
        // As many as the server takes at once.
        body: JSON.stringify({ events: waiting.slice(0, 200) }),
      });
      if (response.ok) {
        // Taken, known or refused for good: not sent again.
        const { results } = await response.json();
        waiting = waiting.filter((one) => results.every((it) => it.later || it.id !== one.id));
        keep();
        await finish();
      }
    } catch {
      // No signal: it waits here.
    } finally {
      sending = false;
    }
  };

  let resume = waiting.at(-1)?.payload.position ?? +dataset.position;
  const on = (name, act) => audio.addEventListener(name, act);
  on("loadedmetadata", () => {
    // From the end it begins again.
    if (resume < length() - 1 && audio.currentTime < 1) audio.currentTime = resume;
    resume = 0;
    show();
  });
  on("playing", () => audio.seeking || run || begin());
  on("timeupdate", follow);
  on("seeking", end);
  on("seeked", () => {
    moved = true;
    if (!audio.paused) begin();
  });
  on("pause", () => {
    follow();
    moved = true;
    send();
  });
  setInterval(() => audio.paused || send(), 20000);
  addEventListener("online", () => send());
  addEventListener("pagehide", () => {
    follow();
    send(true);
  });
  show();
  send();
};

const ready = () => document.querySelectorAll("[data-listening]:not([data-ready])").forEach(listen);
ready();
// An answer puts a new card in place of the old one.
new MutationObserver(ready).observe(document.querySelector("main"), { childList: true, subtree: true });
