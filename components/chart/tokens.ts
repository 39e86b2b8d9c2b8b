import type { PlotRole } from '#lib/catalog/plot.ts';
import { roleToken } from './swatch.tsx';

/** The theme's colours as the canvas needs them: values, not variables. */
export type Tokens = {
  role: (role: PlotRole) => string;
  text: string;
  text2: string;
  text3: string;
  surface: string;
  grid: string;
  line3: string;
  hatch: string;
  failing: string;
  unknown: string;
  font: string;
};

/** Reads the tokens that an element wears now; read again after a change of theme. */
export function readTokens(element: HTMLElement): Tokens {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const roles = new Map<PlotRole, string>();
  return {
    role: (role) => {
      const known = roles.get(role) ?? read(roleToken(role));
      roles.set(role, known);
      return known;
    },
    text: read('--text'),
    text2: read('--text-2'),
    text3: read('--text-3'),
    surface: read('--surface'),
    grid: read('--grid'),
    line3: read('--line-2'),
    hatch: read('--hatch'),
    failing: read('--failing'),
    unknown: read('--unknown'),
    font: read('--font-ui'),
  };
}
