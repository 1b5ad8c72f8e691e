/** `case when a then b [...] [else c] end`, and `case x when a then b ...`, which compares x with each a. */
import type { Expr } from './expr.ts';
import type { Scope } from './scope.ts';
import { callExpr } from './static-type.ts';

const USAGE = 'it is written as case when a then b else c end';

export function readCase(scope: Scope): Expr {
  const { reader } = scope;
  const place = scope.place();
  reader.next();
  const subject = reader.nextIsWord('when') ? undefined : scope.expression();
  const args: Expr[] = [];
  while (reader.acceptWord('when')) {
    const isEqual = scope.place(reader.peek(-1).start);
    const condition = scope.expression();
    args.push(subject === undefined ? condition : callExpr('=', [subject, condition], isEqual));
    if (!reader.acceptWord('then')) throw reader.expected('then', USAGE);
    args.push(scope.expression());
  }
  if (args.length === 0) throw reader.expected('when', USAGE);
  if (subject !== undefined) scope.checkRepeated(subject, args.length / 2);
  if (reader.acceptWord('else')) args.push(scope.expression());
  if (!reader.acceptWord('end')) throw reader.expected('end', USAGE);
  return callExpr('case', args, place);
}
