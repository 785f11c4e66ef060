import type { OpenAPIObject } from '@nestjs/swagger';

export type PathItem = OpenAPIObject['paths'][string];
export type Operation = NonNullable<PathItem['get']> & { [extension: `x-${string}`]: unknown };
export type Responses = Operation['responses'];
export type Parameter = NonNullable<Operation['parameters']>[number];
