/** One object of the manifest. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: object;
}

/** A placeholder: set your own image with kustomize or `kubectl set image`. */
export const imageName = 'rostrum:latest';

export const roleLabels = (role: string): Record<string, string> => ({
  'app.kubernetes.io/name': 'rostrum',
  'app.kubernetes.io/component': role,
});

export const createObject = (
  apiVersion: string,
  kind: string,
  name: string,
  role: string,
  spec: object,
  annotations?: Readonly<Record<string, string>>,
): Manifest => ({
  apiVersion,
  kind,
  metadata: { name, labels: roleLabels(role), ...(annotations ? { annotations } : {}) },
  spec,
});
