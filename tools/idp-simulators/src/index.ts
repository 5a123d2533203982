export * from './directory/directory.ts';
export * from './directory/japanese-directory.ts';
export * from './directory/plausible-changes.ts';
export * from './directory/seeded-random.ts';
export type { IdpSimulator, SimulatorOptions } from './engine/simulator.ts';
export { type ReplayCheck, type ReplayOptions, replaySamples } from './replay/replay-samples.ts';
export * from './simulators.ts';
export type { KindReport, RequestFailure, RequestKind, RunReport } from './wire/run-report.ts';
export type { SimulatorTarget } from './wire/wire.ts';
