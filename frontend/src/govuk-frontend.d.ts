// govuk-frontend ships no types: these are the parts of it that the hub uses.
declare module "govuk-frontend" {
  type Component = { new (root: Element): object; moduleName: string };
  export function createAll(component: Component): object[];
  export const ErrorSummary: Component;
  export const ServiceNavigation: Component;
  export const SkipLink: Component;
}
