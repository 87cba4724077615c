import type { Metadata } from "next";
import { SignInPage } from "@/features/sign-in/sign-in-page";
import { settingsOfProcess } from "@/server/access/settings-of-process";

export const metadata: Metadata = { title: "Sign in" };

export default function SignIn() {
  return <SignInPage mode={settingsOfProcess().mode} />;
}
