import 'reflect-metadata';
import './record-outbound.cjs';
