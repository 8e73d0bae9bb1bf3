global using FsCheck;
global using FsCheck.Fluent;
global using Laitos.Domain.Foundation;
global using LanguageExt;
global using NUnit.Framework;
global using PropertyAttribute = FsCheck.NUnit.PropertyAttribute;
