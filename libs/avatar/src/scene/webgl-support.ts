/** Why the 3D picture cannot be drawn here; null when it can. Frees the context that it tries. */
export function missingWebgl(): 'no-webgl2' | null {
  const context = document.createElement('canvas').getContext('webgl2');
  if (context === null) return 'no-webgl2';
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return null;
}
