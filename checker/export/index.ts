import type { Target } from './target.js';

/** The languages that machines can be written in, each loaded when it is asked for. */
export const targets: Readonly<Record<Target['name'], () => Promise<Target>>> = {
  promela: async () => (await import('./promela.js')).promela,
  murphi: async () => (await import('./murphi.js')).murphi,
  tla: async () => {
    const { moduleName, tla } = await import('./tla.js');
    return { ...tla, fileName: moduleName };
  },
};

export { type About, type Exported, ExportRefusal, type Target } from './target.js';
