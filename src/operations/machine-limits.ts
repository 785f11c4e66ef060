import { totalmem } from 'node:os';

/** Limits of the machine for this process. */
export interface MachineLimits {
  /** Files and connections that may be open at the same time; undefined where there is no limit. */
  readonly openFiles: number | undefined;
  /** Memory, in bytes: that of the container, else that of the machine. */
  readonly memoryBytes: number;
}

const mebibyte = 1024 * 1024;

/** Connections that are taken, and some for the database, Dialogporten and files. */
const openFilesNeeded = 10_000 + 240;

/** With the embedded database the process holds PostgreSQL as well. */
const memoryNeeded = { separate: 256 * mebibyte, embedded: 512 * mebibyte };

/** @returns what there is too little of, each as a sentence for the log. */
export function scarceIn({ openFiles, memoryBytes }: MachineLimits, hasEmbeddedDatabase: boolean): string[] {
  const needed = hasEmbeddedDatabase ? memoryNeeded.embedded : memoryNeeded.separate;
  const inMebibytes = (bytes: number) => `${Math.floor(bytes / mebibyte)} MiB`;
  return [
    ...(openFiles !== undefined && openFiles < openFilesNeeded
      ? [`open files (ulimit -n): ${openFiles}, and up to 10,000 connections need ${openFilesNeeded}`]
      : []),
    ...(memoryBytes < needed
      ? [
          `memory: ${inMebibytes(memoryBytes)}, and the service${hasEmbeddedDatabase ? ' with the embedded database' : ''} needs ${inMebibytes(needed)}`,
        ]
      : []),
  ];
}

/** The limits of this process. Node.js raises the soft limit of open files to the hard one by itself. */
export function machineLimits(): MachineLimits {
  const report = process.report.getReport() as { userLimits?: { open_files?: { soft?: number | string } } };
  const soft = report.userLimits?.open_files?.soft;
  const constrained = process.constrainedMemory();
  const isConstrained = constrained > 0 && constrained < totalmem();
  return {
    openFiles: typeof soft === 'number' ? soft : undefined,
    memoryBytes: isConstrained ? constrained : totalmem(),
  };
}
