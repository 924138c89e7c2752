// An extra: chapters and lines of the transcript jump within the player, the line that is being
// said is marked, and speed and fifteen seconds back are one tap. Without it they are plain links.
const SPEEDS = [1, 1.25, 1.5, 2, 0.75];

const follow = (audio, moments) => {
  let last;
  for (const one of moments) if (Number(one.dataset.seek) <= audio.currentTime + 0.1) last = one;
  const marked = moments.find((one) => one.hasAttribute("aria-current"));
  if (marked === last) return;
  marked?.removeAttribute("aria-current");
  last?.setAttribute("aria-current", "true");
};

for (const episode of document.querySelectorAll("[data-episode]")) {
  const audio = episode.querySelector("audio");
  const lists = [...episode.querySelectorAll(".moments")].map((one) => [
    ...one.querySelectorAll("[data-seek]"),
  ]);
  episode.addEventListener("click", (event) => {
    const moment = event.target.closest("[data-seek]");
    if (!moment) return;
    event.preventDefault();
    const seek = () => {
      audio.currentTime = Number(moment.dataset.seek);
    };
    seek();
    // A lesson goes on where somebody stopped, once it is loaded: a tap comes after that.
    if (!audio.readyState) audio.addEventListener("loadedmetadata", seek, { once: true });
    // What can't be played shows so itself.
    audio.play().catch(() => {});
  });
  audio.addEventListener("timeupdate", () => lists.forEach((one) => follow(audio, one)));
  const controls = episode.querySelector(".speed");
  controls.hidden = false;
  controls.querySelector("[data-back]").addEventListener("click", () => {
    audio.currentTime = Math.max(0, audio.currentTime - 15);
  });
  const speed = controls.querySelector("[data-speed]");
  speed.addEventListener("click", () => {
    const next = SPEEDS[(SPEEDS.indexOf(audio.playbackRate) + 1) % SPEEDS.length];
    audio.playbackRate = audio.defaultPlaybackRate = next;
    speed.querySelector("span").textContent = `${next}×`;
  });
}
