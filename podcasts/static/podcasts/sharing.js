// An extra: sharing opens the phone's own sheet, or copies the link where there is none, and a
// button copies an address. Without it the link leads to WhatsApp, and the address can be marked.
const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Not on https, or not allowed: the way that browsers had before.
  }
  const field = document.createElement("textarea");
  field.className = "sr";
  field.value = text;
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  return copied;
};

const say = (button) => {
  button.closest("[data-copying]").querySelector("[role=status]").textContent = button.dataset.said;
};

for (const share of document.querySelectorAll("[data-share-url]")) {
  share.addEventListener("click", async (event) => {
    event.preventDefault();
    const { shareUrl: url, shareTitle: title } = share.dataset;
    try {
      await navigator.share({ url, title });
      return;
    } catch (error) {
      // Closing the sheet is an answer too.
      if (error.name === "AbortError") return;
    }
    if (await copy(url)) say(share);
    else location.assign(share.href);
  });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const address = button.closest("[data-copying]").querySelector(".address");
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (await copy(address.textContent)) say(button);
    else getSelection().selectAllChildren(address);
  });
}
