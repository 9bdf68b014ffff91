import type { MarkedToken, Token, Tokens } from 'marked'
import { type ComponentChildren, createContext } from 'preact'
import { useContext, useMemo } from 'preact/hooks'
import { resolveReferences } from '../markdown/character-references.ts'
import { headingLevels } from '../markdown/heading-levels.ts'
import { knownTokens, parseMarkdown } from '../markdown/parse-markdown.ts'
import { safeLink } from '../markdown/safe-link.ts'
import { useTranslation } from '../page-context.ts'
import { CodeBlock } from './CodeBlock.tsx'

// Deeper nesting than this is no longer writing; it is shown as plain text.
const MAX_DEPTH = 24

const HeadingLevels = createContext<ReadonlyMap<Tokens.Heading, number>>(new Map())

/** An agent's text. Elements are made from tokens, never from HTML, so a text cannot bring markup of its own. */
export function Markdown({ text }: { readonly text: string }) {
  return useMemo(() => {
    const tokens = parseMarkdown(text)
    return (
      <HeadingLevels.Provider value={headingLevels(tokens)}>
        <div class="markdown">{blocks(tokens, 0)}</div>
      </HeadingLevels.Provider>
    )
  }, [text])
}

function blocks(tokens: readonly Token[], depth: number): ComponentChildren {
  return knownTokens(tokens).map((token) => block(token, depth))
}

function block(token: MarkedToken, depth: number): ComponentChildren {
  if (depth > MAX_DEPTH) return <p>{token.raw}</p>
  switch (token.type) {
    case 'space':
    case 'def':
    case 'checkbox':
      return null
    case 'paragraph':
      return <p>{inlines(token.tokens, depth)}</p>
    case 'heading':
      return <Heading token={token} depth={depth} />
    case 'blockquote':
      return <blockquote>{blocks(token.tokens, depth + 1)}</blockquote>
    case 'code':
      return <CodeBlock text={token.text} language={token.lang ?? ''} />
    case 'list':
      return <List token={token} depth={depth} />
    case 'hr':
      return <hr />
    case 'table':
      return <Table token={token} depth={depth} />
    case 'html':
      return <p>{token.raw.trim()}</p>
    case 'text':
      return <p>{inline(token, depth)}</p>
    default:
      return <p>{inline(token, depth)}</p>
  }
}

function inlines(tokens: readonly Token[], depth: number): ComponentChildren {
  return knownTokens(tokens).map((token) => inline(token, depth + 1))
}

function inline(token: MarkedToken, depth: number): ComponentChildren {
  if (depth > MAX_DEPTH) return token.raw
  switch (token.type) {
    case 'text':
      return token.tokens === undefined ? resolveReferences(token.text) : inlines(token.tokens, depth)
    case 'escape':
      return token.text
    case 'strong':
      return <strong>{inlines(token.tokens, depth)}</strong>
    case 'em':
      return <em>{inlines(token.tokens, depth)}</em>
    case 'del':
      return <del>{inlines(token.tokens, depth)}</del>
    case 'codespan':
      return <code>{token.text}</code>
    case 'br':
      return <br />
    case 'link':
      return <Link href={token.href}>{inlines(token.tokens, depth)}</Link>
    case 'image':
      return <ImageLink token={token} />
    case 'html':
      // The one tag that models write for a reason: a line break inside a table cell.
      return /^<br\s*\/?>$/i.test(token.raw) ? <br /> : token.raw
    default:
      return token.raw
  }
}

function Link({ href, children }: { readonly href: string; readonly children: ComponentChildren }) {
  const safe = safeLink(href)
  if (safe === null) return <>{children}</>
  return (
    <a href={safe} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  )
}

/** Loading a picture from elsewhere would tell that place who reads the answer, so it is a link. */
function ImageLink({ token }: { readonly token: Tokens.Image }) {
  const { t } = useTranslation()
  return <Link href={token.href}>{t('image', { description: token.text === '' ? token.href : token.text })}</Link>
}

function Heading({ token, depth }: { readonly token: Tokens.Heading; readonly depth: number }) {
  const Level = HEADINGS[useContext(HeadingLevels).get(token) ?? 6] ?? 'h6'
  return <Level class={`heading-${token.depth}`}>{inlines(token.tokens, depth)}</Level>
}

const HEADINGS: Readonly<Record<number, 'h2' | 'h3' | 'h4' | 'h5' | 'h6'>> = { 2: 'h2', 3: 'h3', 4: 'h4', 5: 'h5' }

function List({ token, depth }: { readonly token: Tokens.List; readonly depth: number }) {
  const items = token.items.map((item, index) => (
    <li key={index} class={item.task ? 'task' : undefined}>
      {item.task && <TaskMark done={item.checked === true} />}
      {/* Items of a tight list hold bare text, which gets no paragraph of its own. */}
      {knownTokens(item.tokens).map((child) =>
        child.type === 'text' ? inline(child, depth + 1) : block(child, depth + 1),
      )}
    </li>
  ))
  return token.ordered ? <ol start={token.start === '' ? 1 : token.start}>{items}</ol> : <ul>{items}</ul>
}

function TaskMark({ done }: { readonly done: boolean }) {
  const { t } = useTranslation()
  return (
    <span class="task-mark" role="img" aria-label={t(done ? 'taskDone' : 'taskOpen')}>
      {done ? '☑' : '☐'}
    </span>
  )
}

function Table({ token, depth }: { readonly token: Tokens.Table; readonly depth: number }) {
  const { t } = useTranslation()
  const cell = (one: Tokens.TableCell) => inlines(one.tokens, depth)
  return (
    // A wide table scrolls by itself; without a tab stop the keyboard could not reach its right end.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div class="table-scroll" role="group" tabIndex={0} aria-label={t('table')}>
      <table>
        <thead>
          <tr>
            {token.header.map((one, index) => (
              <th key={index} scope="col" class={one.align ?? undefined}>
                {cell(one)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {token.rows.map((row, index) => (
            <tr key={index}>
              {row.map((one, column) => (
                <td key={column} class={one.align ?? undefined}>
                  {cell(one)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
