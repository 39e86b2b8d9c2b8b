import { type DrawInput, type Drawing, draw } from './draw.ts';
import { fromSketch, type Sketch, sketchOf } from './sketch.ts';

/**
 * Charts that come with the page are drawn as soon as their scripts are there, before React has woken the page: what there is to draw
 * stands on the element itself. Next.js runs this module ahead of hydration (`instrumentationClientInject` in next.config.js).
 */
type Inscription = Omit<DrawInput, 'plot'> & { sketch: Sketch };

const attribute = 'data-plot';

/**
 * Attributes of a chart's element: on the server with all that the first drawing needs. In the browser React must leave alone what it
 * finds inside, as it does for elements whose content it was given as text.
 */
export function firstDrawing({ plot, changes, ...axes }: DrawInput): object {
  const held = { dangerouslySetInnerHTML: { __html: '' }, suppressHydrationWarning: true };
  if (typeof window !== 'undefined') return held;
  const seen = changes.map(({ at, filled, failed }) => ({ at, filled, failed, label: '' }));
  const inscription: Inscription = { sketch: sketchOf(plot), changes: seen, ...axes };
  return { ...held, [attribute]: JSON.stringify(inscription) };
}

const drawings = new WeakMap<Element, Drawing>();

/** The drawing that an element came to before its component did; whoever takes it keeps it, and the sketch is gone. */
export function takeFirstDrawing(element: Element): Drawing | null {
  const drawing = drawings.get(element) ?? null;
  drawings.delete(element);
  element.removeAttribute(attribute);
  return drawing;
}

function drawWaiting(): void {
  for (const element of document.querySelectorAll<HTMLElement>(`[${attribute}]`)) {
    if (element.firstChild) continue;
    try {
      const { sketch, ...rest } = JSON.parse(element.getAttribute(attribute) ?? '') as Inscription;
      drawings.set(element, draw(element, { ...rest, plot: fromSketch(sketch) }));
    } catch (error) {
      // Its component will draw it.
      element.replaceChildren();
      reportError(error);
    }
  }
}

async function drawEarly(): Promise<void> {
  await document.fonts.load(`11px ${getComputedStyle(document.body).fontFamily}`);
  drawWaiting();
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', drawWaiting, { once: true });
}

if (typeof document !== 'undefined') drawEarly().catch(reportError);
