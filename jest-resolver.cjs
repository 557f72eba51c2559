// Sources import `./x.js` as native ESM wants it; when only `x.ts` exists, resolve to that.
// What is imported by its URL is a file.
const { fileURLToPath } = require('node:url');

module.exports = (asked, options) => {
  const request = asked.startsWith('file:') ? fileURLToPath(asked) : asked;
  try {
    return options.defaultResolver(request, options);
  } catch (error) {
    if (/^\.{1,2}\/.*\.js$/.test(request)) {
      return options.defaultResolver(request.replace(/\.js$/, '.ts'), options);
    }
    throw error;
  }
};
