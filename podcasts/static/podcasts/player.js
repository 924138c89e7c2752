// An extra: chapters and lines of the transcript jump within the player, the line that is being
// said is marked, and speed and fifteen seconds back are one tap. Without it they are plain links.
const SPEEDS = [1, 1.25, 1.5, 2, 0.75];

const follow = (audio, moments) => {
  let last;
  for (const one of moments) if (Number(one.dataset.seek) <= audio.currentTime + 0.1) last = one;
  for (const one of moments) {
    if (one === last) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
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
    audio.currentTime = Number(moment.dataset.seek);
    audio.play();
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

for (const share of document.querySelectorAll("[data-share-url]")) {
  if (!navigator.share) continue;
  share.addEventListener("click", async (event) => {
    event.preventDefault();
    const { shareUrl: url, shareTitle: title } = share.dataset;
    // Closing the phone's own sheet is no error.
    await navigator.share({ url, title }).catch(() => {});
  });
}
