import 'reflect-metadata';
import 'jose';
