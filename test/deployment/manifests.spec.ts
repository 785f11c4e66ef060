import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { parse } from 'yaml';

const docker = new URL('../../docker/', import.meta.url);
const textOf = (file: string) => readFileSync(new URL(file, docker), 'utf8');
const yamlOf = (file: string) => parse(textOf(file)) as Record<string, never>;
const require = createRequire(import.meta.url);

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

interface PodTemplate {
  readonly spec: {
    readonly securityContext: object;
    readonly terminationGracePeriodSeconds: number;
    readonly containers: readonly {
      readonly securityContext: object;
      readonly env: readonly { readonly name: string; readonly value: string }[];
    }[];
  };
}

const { resources } = yamlOf('kubernetes/base/kustomization.yaml') as unknown as { resources: string[] };
const manifests = resources.map((file): [string, Manifest] => [
  file,
  yamlOf(`kubernetes/base/${file}`) as unknown as Manifest,
]);
const modelOf = ({ apiVersion, kind }: Manifest) => `kubernetes-models/${apiVersion}/${kind}`;

/** Type errors of the manifests by the schemas' types, unknown fields at any depth included. */
function typeErrorsIn(source: string): string[] {
  const file = fileURLToPath(new URL('manifests.ts', import.meta.url));
  const options = { noEmit: true, strict: true, skipLibCheck: true, types: [], moduleResolution: 100, module: 99 };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.readFile = (name) => (name === file ? source : readFile(name));
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest);
  return ts
    .getPreEmitDiagnostics(ts.createProgram([file], options, host))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

const typed = (manifest: object, model: string, kind: string) =>
  `import type { I${kind} } from '${model}';\nexport const ${kind}: I${kind} = ${JSON.stringify(manifest)};\n`;

describe('the Kubernetes manifests', () => {
  it('are all there, and all used', () => {
    const files = readdirSync(new URL('kubernetes/base/', docker)).filter((file) => file !== 'kustomization.yaml');
    expect(files.toSorted()).toEqual(resources.toSorted());
  });

  it.each(manifests)('%s is what the Kubernetes schema of its kind asks for', (_file, manifest) => {
    const models = require(modelOf(manifest)) as Record<string, new (manifest: Manifest) => { validate(): void }>;
    const model = new models[manifest.kind]!(manifest);
    expect(() => model.validate()).not.toThrow();
  });

  it('have no field that the schemas do not know', () => {
    const source = manifests.map(([, manifest]) => typed(manifest, modelOf(manifest), manifest.kind)).join('');
    expect(typeErrorsIn(source)).toEqual([]);
    const misspelt = { apiVersion: 'v1', kind: 'Service', spec: { ports: [{ port: 80, targetport: 'http' }] } };
    expect(typeErrorsIn(typed(misspelt, 'kubernetes-models/v1/Service', 'Service'))).toEqual([
      expect.stringContaining('targetport'),
    ]);
  });

  const podSpec = () => {
    const deployment = parse(textOf('kubernetes/base/deployment.yaml')) as { spec: { template: PodTemplate } };
    return deployment.spec.template.spec;
  };

  it('give the service the time that it takes to stop', () => {
    const { containers, terminationGracePeriodSeconds } = podSpec();
    const delayMs = Number(containers[0]!.env.find(({ name }) => name === 'SHUTDOWN_DELAY_MS')?.value);
    expect(delayMs).toBeGreaterThan(0);
    expect(terminationGracePeriodSeconds).toBeGreaterThanOrEqual(delayMs / 1000 + 10);
  });

  it('run the service as a user without rights, who can write nowhere', () => {
    const spec = podSpec();
    expect(spec).toMatchObject({ automountServiceAccountToken: false });
    expect(spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(spec.containers.map(({ securityContext }) => securityContext)).toEqual([
      { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    ]);
  });

  it('of TT02 give every setting that its example has, secret ones apart', () => {
    const overlay = yamlOf('kubernetes/tt02/kustomization.yaml') as unknown as {
      configMapGenerator: [{ literals: string[] }];
    };
    const given = overlay.configMapGenerator[0].literals.map((literal) => literal.split('=', 1)[0]!);
    const secret = [...textOf('kubernetes/tt02/kustomization.yaml').matchAll(/\b[A-Z]+(?:_[A-Z]+)+\b(?=[,. ])/g)];
    const example = [...textOf('../.env.tt02.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name!);
    const ofTheBase = ['PORT', 'OPERATIONS_PORT'];
    const byDefault = ['MASKINPORTEN_SCOPE', 'LOG_LEVEL'];
    const names = [...given, ...secret.map(([name]) => name), ...ofTheBase, ...byDefault];
    expect([...new Set(names)].toSorted()).toEqual(example.toSorted());
  });
});

describe('the images', () => {
  const dockerfile = textOf('Dockerfile');

  it('run as a user that is given by number', () => {
    expect([...dockerfile.matchAll(/^USER (.*)$/gm)].map(([, user]) => user)).toEqual(['1000:1000', '1000:1000']);
  });

  it('start programs that there are', () => {
    const programs = [...dockerfile.matchAll(/^CMD \["node", "dist\/(.*)\.js"\]$/gm)].map(([, program]) => program!);
    expect(programs).toHaveLength(2);
    for (const program of programs) expect(() => textOf(`../${program}.ts`)).not.toThrow();
  });

  it('are those that the composition builds, behind a proxy that knows where they are', () => {
    const { services } = yamlOf('compose.yaml') as unknown as {
      services: Record<string, { build?: { target: string }; deploy?: { replicas: number }; ports?: string[] }>;
    };
    const stages = [...dockerfile.matchAll(/ AS (\w+)$/gm)].map(([, stage]) => stage);
    for (const { build } of Object.values(services)) if (build) expect(stages).toContain(build.target);
    expect(services['service']).toMatchObject({ deploy: { replicas: 2 }, read_only: true });
    expect(services['service']).not.toHaveProperty('ports');
    expect(textOf('proxy/nginx.conf')).toContain('server service:3000 resolve');
  });
});
