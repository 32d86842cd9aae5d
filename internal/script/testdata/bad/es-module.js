import { createHash } from 'node:crypto';

export default function (user, context, callback) {
  callback(null, createHash('sha256'));
}
