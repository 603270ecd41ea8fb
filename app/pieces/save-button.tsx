/** Saves bytes that the page holds as a file. */
export function SaveButton({ file, name }: { file: Blob; name: string }) {
  function save(): void {
    const url = URL.createObjectURL(file);
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    link.click();
    URL.revokeObjectURL(url);
  }

  return (
    <button type="button" className="button" onClick={save}>
      Save as file
    </button>
  );
}
