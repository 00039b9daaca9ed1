import type { Mutation } from './mutations.ts';

/** The page as it is built, served and compared. */
export const PAGE: readonly Mutation[] = [
  {
    file: 'src/ui/builder/integrity.ts',
    breaks: 'tags do not say what they hash to',
    find: 'return integrity === undefined ? tag :',
    replace: 'return integrity !== null ? tag :',
    tests: ['src/ui/builder/page.test.ts'],
  },
  {
    file: 'src/ui/builder/integrity.ts',
    breaks: 'style sheets are not checked',
    find: 'const CHECKED = /\\.(?:js|css)$/;',
    replace: 'const CHECKED = /\\.js$/;',
    tests: ['src/ui/builder/page.test.ts'],
  },
  {
    file: 'src/ui/builder/integrity.ts',
    breaks: 'what is imported lazily is not checked',
    find: 'const SCRIPT = /\\.js$/;',
    replace: 'const SCRIPT = /main-\\w+\\.js$/;',
    tests: ['src/ui/builder/page.test.ts'],
  },
  {
    file: 'src/ui/builder/integrity.ts',
    breaks: 'the import map comes after the first module',
    find: 'return html.replace(/(?=<script)/, () => map);',
    replace: "return html.replace('</head>', () => map.concat('</head>'));",
    tests: ['src/ui/builder/page.test.ts'],
  },
  {
    file: 'src/ui/server/page-files.ts',
    breaks: 'the policy allows whatever inline script the HTML has',
    find: '/<script type="importmap">([^<]*)<\\/script>/',
    replace: '/<script[^>]*>([^<]*)<\\/script>/',
    tests: ['src/ui/server/app.test.ts'],
  },
  {
    file: 'src/ui/builder/bundle.ts',
    breaks: 'digests depend on where packages really lie',
    find: 'preserveSymlinks: true,',
    replace: '',
    tests: ['test/asset-digests.test.ts'],
  },
  {
    file: 'scripts/digests/listing.ts',
    breaks: 'what a site has beyond the checkout is not told',
    find: ", ...only('+', second, first)]",
    replace: ']',
    tests: ['test/asset-digests.test.ts'],
  },
  {
    file: 'scripts/digests/site.ts',
    breaks: 'only what the HTML names is looked at',
    find: 'const NAMES_OTHERS = /^\\/$|\\.(?:css|webmanifest)$/;',
    replace: 'const NAMES_OTHERS = /^\\/$/;',
    tests: ['test/asset-digests.test.ts'],
  },
  {
    file: 'scripts/digests/site.ts',
    breaks: 'an answer that is no file is taken for one',
    find: 'if (response.ok) return',
    replace: 'if (response.status !== 404) return',
    tests: ['test/asset-digests.test.ts'],
  },
];
