/** The project's folder; filled in by `scripts/build.mjs`, since the built tests stand in `out/`. */
declare const PROJECT_ROOT: string;
