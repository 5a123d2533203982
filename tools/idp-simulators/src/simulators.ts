import { type CloudGateDialectOptions, cloudGateDialect } from './dialects/cloudgate.ts';
import { type EntraDialectOptions, entraDialect } from './dialects/entra.ts';
import { type OktaDialectOptions, oktaDialect } from './dialects/okta.ts';
import { type OneLoginDialectOptions, oneLoginDialect } from './dialects/onelogin.ts';
import { createSimulator, type IdpSimulator, type SimulatorOptions } from './engine/simulator.ts';

/** Microsoft Entra ID, by default without its aadOptscim062020 flag. */
export function createEntraSimulator(options: SimulatorOptions & EntraDialectOptions): IdpSimulator {
  return createSimulator(entraDialect(options), options);
}

/** Okta, by default an app of its catalogue. */
export function createOktaSimulator(options: SimulatorOptions & OktaDialectOptions): IdpSimulator {
  return createSimulator(oktaDialect(options), options);
}

/** OneLogin, by default with a template in the RFC's form. */
export function createOneLoginSimulator(options: SimulatorOptions & OneLoginDialectOptions): IdpSimulator {
  return createSimulator(oneLoginDialect(options), options);
}

/** CloudGate UNO as far as it is known: see `dialects/cloudgate.ts`. */
export function createCloudGateSimulator(options: SimulatorOptions & CloudGateDialectOptions): IdpSimulator {
  return createSimulator(cloudGateDialect(options), options);
}

/** The providers that there is a simulator for, by the id of their plugin. */
export const simulators = {
  'entra-id': createEntraSimulator,
  okta: createOktaSimulator,
  onelogin: createOneLoginSimulator,
  'cloudgate-uno': createCloudGateSimulator,
} satisfies Record<string, (options: SimulatorOptions) => IdpSimulator>;

export type SimulatedProvider = keyof typeof simulators;
