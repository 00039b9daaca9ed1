import { cannotTest, type Provider } from '../../../scripts/toolchain/infrastructure-tools.ts';
import { describeWhere } from '../describe-where.ts';

/** Tests that need Terraform and some of its providers. */
export function describeWith(providers: readonly Provider[], name: string, body: () => void): void {
  const need = { needs: 'Terraform and its providers', missing: cannotTest(providers) };
  describeWhere(need, name, body);
}
