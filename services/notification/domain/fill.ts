import type { Values } from './values.ts';

const VARIABLE = /\{([^{}]*)\}/g;

/** Every variable that a text names, known or not. */
export const namedIn = (text: string): string[] => [...text.matchAll(VARIABLE)].map(([, name = '']) => name);

/** Puts values in place of variables; one without a value leaves nothing behind. */
export const fill = (text: string, values: Values): string =>
  text.replaceAll(VARIABLE, (_, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? '') : ''));
