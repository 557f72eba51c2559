import { SignInForm } from './form';

interface SignInPageProps {
  /** `reason`: why the chat sent the person here. */
  searchParams: Promise<{ reason?: string }>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { reason } = await searchParams;
  return (
    <main>
      <SignInForm refusal={reason === 'missing' ? undefined : reason} />
    </main>
  );
}
