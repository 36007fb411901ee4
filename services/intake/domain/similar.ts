import { categoryOf } from './categories.ts';

const DAY_MS = 86_400_000;

/** From when on another report of the same fault in a building is taken for perhaps the same one. */
export const similarSince = (now: string): string => new Date(Date.parse(now) - DAY_MS).toISOString();

/** Whether a fault of this category concerns all of a building, so that several households may report it. */
export const isPublic = (category: string): boolean => categoryOf(category).type === 'public';
