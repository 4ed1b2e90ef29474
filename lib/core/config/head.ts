/** How a config begins that holdband writes: in shadow mode, and known to editors. */
export const CONFIG_HEAD = `# yaml-language-server: $schema=./node_modules/holdband/schema/holdband.schema.json
# Every key is described in node_modules/holdband/docs/config.md.
version: 1
defaults:
  objective: 0.8s # a slower request is slow
  slowShare: 5% # of the requests that are not long polls
  level: standard # standard | thorough
  paging: off # shadow mode: everything deployed, actions disabled
`;
