import type { Nodes, RootContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'

/** A format of a shown text, for what a test wants to know of it. */
export interface Shape {
  readonly type: 'bold' | 'italic' | 'code' | 'pre' | 'quote' | 'link'
  readonly text: string
  readonly url?: string
}

/** Markdown as people see it: the words, and what is marked in them. */
export interface ShownText {
  readonly text: string
  readonly shapes: readonly Shape[]
}

/**
 * Reads Markdown as DingTalk's clients do: CommonMark, where a single line break is a space (facts §2, message types: a
 * break needs two spaces or an empty line).
 */
export function shownText(markdown: string): ShownText {
  const root = fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
  const shapes: Shape[] = []
  const mark = (type: Shape['type'], text: string, url?: string): string => {
    shapes.push({ type, text, ...(url === undefined ? {} : { url }) })
    return text
  }
  const inline = (nodes: readonly Nodes[]): string => nodes.map((node) => words(node)).join('')
  const blocks = (nodes: readonly RootContent[]): string => nodes.map((node) => words(node)).join('\n\n')
  const words = (node: Nodes): string => {
    switch (node.type) {
      case 'strong':
        return mark('bold', inline(node.children))
      case 'heading':
        return mark('bold', inline(node.children))
      case 'emphasis':
        return mark('italic', inline(node.children))
      case 'inlineCode':
        return mark('code', node.value)
      case 'code':
        return mark('pre', node.value)
      case 'link':
        return mark('link', inline(node.children), node.url)
      case 'blockquote':
        return mark('quote', blocks(node.children))
      case 'break':
        return '\n'
      case 'text':
        return node.value.replaceAll('\n', ' ')
      case 'html':
        // A tag that the client knows is not shown, and one that it does not know is not shown either.
        return ''
      case 'root':
      case 'list':
      case 'listItem':
        return blocks(node.children)
      case 'paragraph':
        return inline(node.children)
      default:
        return 'children' in node ? inline(node.children) : ''
    }
  }
  return { text: words(root), shapes }
}
