global using System;
global using System.Collections.Generic;
global using System.Linq;
global using Laitos.Domain.Foundation;
global using LanguageExt;
