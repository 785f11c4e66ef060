import { METHOD_METADATA } from '@nestjs/common/constants.js';

/** Handlers that a decorator applies to: the one that it stands on, or every handler of its controller. */
export function decoratedHandlers(target: object, descriptor: PropertyDescriptor | undefined): readonly object[] {
  if (descriptor !== undefined) return [descriptor.value as object];
  const { prototype } = target as NewableFunction;
  const members = Object.values(Object.getOwnPropertyDescriptors(prototype as object)).map(({ value }) => value);
  return members.filter((value) => typeof value === 'function' && Reflect.hasMetadata(METHOD_METADATA, value));
}
