/**
 * uPlot reads `navigator.language` when it loads and throws for one that Intl does not know, such as the `en-US@posix` of Chromium under a
 * C locale. Imported before it, this gives such a browser the language without its suffix; our own numbers are formatted elsewhere.
 */
try {
  new Intl.NumberFormat(navigator.language);
} catch {
  const [language = 'en'] = navigator.language.split(/[@.]/);
  Object.defineProperty(navigator, 'language', { value: language, configurable: true });
}

export {};
