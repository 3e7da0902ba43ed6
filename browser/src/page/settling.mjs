// Waits until the page stands still: tables measure themselves, and icons come late.

const QUIET = 250;
const LONGEST = 10_000;

/** Resolves when nothing in the page has changed for a quarter of a second. */
export async function settled() {
  const until = performance.now() + LONGEST;
  let changed = performance.now();
  const observer = new MutationObserver(() => {
    changed = performance.now();
  });
  observer.observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    characterData: true,
  });
  await document.fonts.ready;
  while (performance.now() - changed < QUIET) {
    if (performance.now() > until) {
      throw new Error('the page does not come to rest');
    }
    await new Promise((resolve) => setTimeout(resolve, QUIET / 5));
  }
  observer.disconnect();
}
