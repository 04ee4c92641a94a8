/**
 * How to launch the browser of the tests: `chromium.launch(await browserLaunch())`, or `use.launchOptions` of a Playwright project.
 * Rejects when the browser cannot run here; the message says what is missing.
 */
export declare function browserLaunch(): Promise<{ executablePath: string; args: string[] }>;
