import { Component, type ComponentChildren, type FunctionComponent, h } from 'preact'

/** Draws a component again only when one of its properties is another value. */
export function memo<P extends object>(render: FunctionComponent<P>): FunctionComponent<P> {
  class Memo extends Component<{ readonly of: P }> {
    override shouldComponentUpdate(next: { readonly of: P }): boolean {
      return !shallowEqual(this.props.of, next.of)
    }

    override render(): ComponentChildren {
      return h(render, this.props.of)
    }
  }
  return (props) => h(Memo, { of: props })
}

function shallowEqual(a: object, b: object): boolean {
  const after = new Map(Object.entries(b))
  const before = Object.entries(a)
  return before.length === after.size && before.every(([key, value]) => Object.is(value, after.get(key)))
}
