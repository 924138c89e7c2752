// Starts the editor's widgets. Wagtail starts them by inline scripts, which our policy refuses;
// where one stood, there is a mark with the same name and arguments (lms/hardening/widgets.py).
(() => {
  const MARK = "template[data-start]";
  const STARTERS = /^(InlinePanel|MultipleChooserPanel|[A-Za-z]*Chooser)$/;
  const started = new WeakSet();

  const start = (mark) => {
    const { start: name, startWith } = mark.dataset;
    if (started.has(mark) || !STARTERS.test(name)) return;
    started.add(mark);
    const starter = window[name];
    const words = JSON.parse(startWith);
    // As in Wagtail: classes are named with a capital, functions without.
    if (/^[A-Z]/.test(name)) new starter(...words);
    else starter(...words);
  };

  const look = (node) => {
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    if (node.matches(MARK)) start(node);
    else node.querySelectorAll(MARK).forEach(start);
  };

  // As inline scripts would, marks speak up as the page is read and when more of it is fetched.
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) addedNodes.forEach(look);
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
