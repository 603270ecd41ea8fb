export default function Page() {
  return <main>gateway</main>;
}
