/** The parts of Alpine's CSP build that the page uses; the package has no types. */
declare module '@alpinejs/csp' {
  /** Properties that Alpine adds to every component. */
  export interface Magics {
    readonly $el: HTMLElement;
    readonly $root: HTMLElement;
    readonly $refs: Readonly<Record<string, HTMLElement | undefined>>;
    $nextTick(callback?: () => void): Promise<void>;
    $watch<T>(property: string, callback: (value: T) => void): void;
  }

  export interface DirectiveUse {
    readonly value: string;
    readonly modifiers: readonly string[];
    readonly expression: string;
  }

  export interface DirectiveTools {
    evaluateLater<T>(
      expression: string,
    ): (receiver: (value: T) => void, extras?: { readonly scope: object }) => void;
    /** @param options `structural`: what adds and removes elements runs before what changes them */
    effect(callback: () => void, options?: { readonly priority: 'structural' }): void;
    cleanup(callback: () => void): void;
  }

  /** Connects an element with what its attribute says. */
  export interface Directive {
    (element: HTMLElement, use: DirectiveUse, tools: DirectiveTools): void;
    /** Is called before the elements inside are visited. */
    inline?: (element: HTMLElement, use: DirectiveUse) => void;
  }

  interface Alpine {
    data(name: string, create: (...input: never[]) => object): void;
    directive(name: string, directive: Directive): void;
    reactive<T extends object>(state: T): T;
    effect(callback: () => void): void;
    nextTick(callback: () => void): void;
    start(): void;
    /** Makes names available to the expressions of an element. @param source has the names of the element's surroundings */
    addScopeToNode(element: Element, scope: object, source: Element): void;
    /** Connects an element and what it contains with what their attributes say. */
    initTree(element: Element): void;
    /** Undoes `initTree`. */
    destroyTree(element: Element): void;
    /** Changes the document without Alpine looking for new elements in it. */
    mutateDom(change: () => void): void;
  }

  const Alpine: Alpine;
  export default Alpine;
}
