/** Installs and builds, and starts nothing: for images. */
import { prepare } from './prepare.mjs';

await prepare();
