let wasThere = false;

/** Why the 3D picture cannot be drawn here; null when it can. Frees the context that it tries; what was there once is not tried again. */
export function missingWebgl(): 'no-webgl2' | null {
  if (wasThere) return null;
  const context = document.createElement('canvas').getContext('webgl2');
  if (context === null) return 'no-webgl2';
  context.getExtension('WEBGL_lose_context')?.loseContext();
  wasThere = true;
  return null;
}
