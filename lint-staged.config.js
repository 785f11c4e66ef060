export default {
  '*.{ts,js,cjs}': ['oxlint --deny-warnings', 'prettier --write'],
  '*.{json,md,yaml,yml}': 'prettier --write --ignore-unknown',
};
