/**
 * The table of explanations. A rule speaks only where the text leaves little doubt: a name that comes from a known
 * library, the file's own code, or a method together with the name of what it belongs to. The first that matches is told.
 */
import type { ExplainRule } from './explain.js';
import { GENERAL_RULES } from './general.js';
import { IO_RULES } from './io.js';
import { LANGUAGE_RULES } from './language.js';
import { LIBRARY_RULES } from './libraries.js';
import { OWN_RULES } from './own.js';
import { SYNC_RULES } from './sync.js';
import { TASK_RULES } from './tasks.js';

export const RULES: readonly ExplainRule[] = [...TASK_RULES, ...SYNC_RULES, ...IO_RULES, ...LIBRARY_RULES, ...OWN_RULES, ...LANGUAGE_RULES, ...GENERAL_RULES];
